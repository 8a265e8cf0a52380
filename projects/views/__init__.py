"""The pages of the projects room, one module a group of acts."""
