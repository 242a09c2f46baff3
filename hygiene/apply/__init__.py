"""Writing an approved plan safely: ordered steps, journal, sink, before-images, executor. No network here."""
