"""What `evomario plugin new` writes: templates, and how they become a package."""
