"""Plan what targets show, and make the platforms match the plan."""
