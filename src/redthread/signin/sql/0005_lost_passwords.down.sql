drop table access.lost_password;
