"""Progress talks: blind preparation, figures, agreements, support plan or advice to the director, rounds."""
