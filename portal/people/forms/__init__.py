"""Shape of the input about people and the organisation."""
