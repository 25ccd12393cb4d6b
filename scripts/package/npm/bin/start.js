// A file of its own: an old Node refuses to read a file that holds import().
import('../dist/routoo.mjs');
