project = "A manual"
html_theme = "sphinx_rtd_theme"
