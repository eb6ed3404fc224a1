"""First-party plug-ins, loaded exactly as a stranger's would be."""
