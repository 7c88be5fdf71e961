import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // During development the portal's own server answers for sessions and storage.
  server: { proxy: { "/api": "http://127.0.0.1:8090", "/sign-in": "http://127.0.0.1:8090" } },
});
