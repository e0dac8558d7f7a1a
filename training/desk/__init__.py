"""The district's desk for classes: filings, changes and denials that wait for a person, and looks without notice."""
