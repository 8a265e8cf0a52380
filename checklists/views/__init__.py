"""The pages of the checklists room: read through ``visible_to``, written by actions."""
