"""本单位: what an organisation's manager keeps: its clerks and the account it is paid to."""
