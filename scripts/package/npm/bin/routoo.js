#!/usr/bin/env node
// Read by whatever Node there is, however old: only syntax that the first one knew.
/* biome-ignore-all lint: rules ask for syntax that an old Node cannot read */
var needed = 24;
var found = process.versions.node;
if (parseInt(found, 10) >= needed) {
	require('./start.js');
} else {
	var said = 'routoo: This is Node.js ' + found + ', and Routoo needs Node.js ' + needed + ' or newer.';
	var next = 'Get it from https://nodejs.org/en/download (with nvm: nvm install ' + needed + '), then run the same command again.';
	console.error(said + ' ' + next);
	process.exit(1);
}
