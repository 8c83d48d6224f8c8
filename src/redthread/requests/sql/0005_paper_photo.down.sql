drop function requests.forget_paper_photos(timestamptz);
