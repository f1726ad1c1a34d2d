import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** The Podline server beside which `npm run dev` serves the page. Host and Origin must stay ours, or it refuses. */
const server = { target: 'http://127.0.0.1:7878', changeOrigin: false };

export default defineConfig({
  plugins: [sveltekit({ adapter: adapter({ fallback: 'index.html' }) })],
  // The content security policy allows fonts and styles from our own address only, so nothing is inlined.
  build: { assetsInlineLimit: 0 },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server, '/socket.io': { ...server, ws: true } },
  },
});
