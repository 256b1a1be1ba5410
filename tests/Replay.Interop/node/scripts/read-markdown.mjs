// Reads GitHub's dialect of Markdown: FILE... Prints a JSON object a file: its tables (header and rows, as text), and all that is markup,
// a link or an image.
import fs from 'node:fs';
import { marked } from 'marked';

for (const file of process.argv.slice(2)) {
  const tables = [];
  const markup = [];
  marked.walkTokens(marked.lexer(fs.readFileSync(file, 'utf8')), token => {
    if (token.type === 'table') {
      tables.push({ header: token.header.map(cell => cell.text), rows: token.rows.map(row => row.map(cell => cell.text)) });
    } else if (['html', 'link', 'image'].includes(token.type)) {
      markup.push(token.raw);
    }
  });
  console.log(JSON.stringify({ tables, markup }));
}
