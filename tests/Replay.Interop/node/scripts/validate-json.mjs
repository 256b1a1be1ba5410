// Validates documents against a JSON Schema: SCHEMA, then DOCUMENT... (.ndjson: each line). Prints a line a problem.
import fs from 'node:fs';
import path from 'node:path';
import Ajv04 from 'ajv-draft-04';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [, , schemaFile, ...documents] = process.argv;
const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
const Ajv = schema.$schema.includes('draft-04') ? Ajv04.default : Ajv2020.default;
// A pattern of the SARIF schema is none with the flag for Unicode.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);
for (const file of documents) {
  const text = fs.readFileSync(file, 'utf8');
  const instances = file.endsWith('.ndjson') ? text.split('\n').filter(line => line) : [text];
  for (const [index, instance] of instances.entries()) {
    if (!validate(JSON.parse(instance))) {
      for (const error of validate.errors) {
        console.log(`${path.basename(file)}:${index + 1}: ${error.instancePath} ${error.message}`);
      }
    }
  }
}
