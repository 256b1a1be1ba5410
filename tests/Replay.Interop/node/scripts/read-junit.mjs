// Reads JUnit's XML as services do that show results: FILE... Prints a line a file: what it holds, as JSON.
import fs from 'node:fs';
import { parse } from 'junit2json';

for (const file of process.argv.slice(2)) {
  console.log(JSON.stringify(await parse(fs.readFileSync(file))));
}
