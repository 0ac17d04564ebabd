"""What stands where a rating would, of a check that has none."""

KEPT_OPEN = "Kept open"
NO_RATING = "No rating"
RETRACTED = "Retracted"
WITHDRAWN = "Withdrawn"
