# Stands in for testcontainers' reaper (Ryuk), by its protocol.
FROM local/node:24-trixie-slim
COPY reaper.mjs /reaper.mjs
EXPOSE 8080
CMD ["node", "/reaper.mjs"]
