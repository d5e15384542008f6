"""An edition as files: what leaves the house, written from the store and from nothing else."""
