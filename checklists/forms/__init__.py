"""What people fill in; forms only validate, actions write."""
