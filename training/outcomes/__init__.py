"""成效: what becomes of trainees, counted every night and shown to everybody, by institution and by course."""
