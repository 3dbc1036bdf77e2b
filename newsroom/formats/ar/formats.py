"""Dates in Arabic as the rest of the site writes them; what Django's own lack would be American."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، H:i"
TIME_FORMAT = "H:i"
