"""Pages of HTML that stand alone: one file, without a script or anything from elsewhere."""
