"""Files of other quiz programs: their readers and writers, with everything that is lost on the way."""
