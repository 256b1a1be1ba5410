// Reads comma-separated values (RFC 4180) strictly: FILE... Prints a line a file: the records, as a JSON array of objects by column.
import fs from 'node:fs';
import { parse } from 'csv-parse/sync';

for (const file of process.argv.slice(2)) {
  console.log(JSON.stringify(parse(fs.readFileSync(file), { columns: true, record_delimiter: '\r\n' })));
}
