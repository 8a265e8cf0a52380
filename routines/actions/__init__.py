"""Everything that writes in the routines room, one function a business verb."""
