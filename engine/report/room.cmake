gw_embed(report engine/report/assets/report.css engine/report/assets/report.js engine/report/assets/capital.css)
