"""What people and jobs do with courses and guides."""
