"""Personal data about how people work: agreements per country, purposes, who read what, how long it is kept."""
