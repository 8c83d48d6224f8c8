"""The client's door: what a person does from the cell, on a tablet that others use too."""
