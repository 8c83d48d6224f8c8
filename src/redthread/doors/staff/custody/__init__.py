"""The pages of a client in custody: sentence, moves, restrictions."""
