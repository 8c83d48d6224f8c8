drop schema contacts cascade;
