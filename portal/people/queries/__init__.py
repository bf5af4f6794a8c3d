"""SELECTs about people and the organisation, by intent; each page asks a fixed number of questions."""
