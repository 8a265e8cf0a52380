"""The pages of the checklists room; every one reads through ``visible_to`` and writes by actions."""
