"""Personal data on request: everything of a person as a file, and everything of a person gone."""
