"""What `ribao doctor` looks at; each part gives findings, and changes nothing."""
