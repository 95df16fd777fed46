"""The publishers of charts of the pretend world: hosts with pages over the same invented songs, oddities included."""
