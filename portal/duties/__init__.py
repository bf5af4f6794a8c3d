"""From words to work (spec 4): obligations out of duties, the division of work, load and span, my role."""
