// What iframely wants to know of whoever runs it. Its own settings stay; nothing is kept between two runs.
export default {
  baseAppUrl: "http://127.0.0.1",
  CACHE_ENGINE: "no-cache",
  CACHE_TTL: 0,
  RESPONSE_TIMEOUT: 20000,
  DEBUG: false,
  RICH_LOG_ENABLED: false,
};
