"""What training is compared with: plain programs, each of which runs by itself."""
