"""The papers of the inspections room, as Word documents."""
