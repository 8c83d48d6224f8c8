drop table access.known_browser;
