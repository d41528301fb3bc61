"""One municipality never meets another: by raw SQL, by keys, over shared connections."""
