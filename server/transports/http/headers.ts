// Headers of every answer: what a page may load and do, who may frame or read it; a policy without any `unsafe-`.
import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Two years, as preload lists ask for; only ever sent over TLS. */
const HSTS_SECONDS = 63_072_000;

/** Everything a page may not use; sound, full screen and a screen that stays on are what a watch needs. */
const PERMISSIONS = [
  'accelerometer=()',
  'autoplay=(self)',
  'camera=()',
  'display-capture=()',
  'fullscreen=(self)',
  'geolocation=()',
  'gyroscope=()',
  'hid=()',
  'magnetometer=()',
  'microphone=()',
  'midi=()',
  'payment=()',
  'screen-wake-lock=(self)',
  'serial=()',
  'usb=()',
  'xr-spatial-tracking=()',
].join(', ');

export interface HeaderOptions {
  /** where people open Corridor */
  readonly publicUrl: string;
  /** sources of the page's own inline scripts, see `scriptHashes`; null: no policy, pages are made while being edited */
  readonly scripts: readonly string[] | null;
}

export function securityHeaders({ publicUrl, scripts }: HeaderOptions): RequestHandler[] {
  const tls = new URL(publicUrl).protocol === 'https:';
  return [
    helmet({
      contentSecurityPolicy:
        scripts === null ? false : { useDefaults: false, directives: policy(scripts, tls) },
      crossOriginEmbedderPolicy: false,
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: tls ? { maxAge: HSTS_SECONDS, includeSubDomains: false } : false,
      xFrameOptions: { action: 'deny' },
    }),
    (_request, response, next) => {
      response.set('Permissions-Policy', PERMISSIONS);
      next();
    },
  ];
}

/** `'sha256-…'` for each inline script of a page. */
export function scriptHashes(html: string): readonly string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}

function policy(scripts: readonly string[], tls: boolean): { [directive: string]: readonly string[] } {
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...scripts],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'media-src': ["'self'"],
    'connect-src': ["'self'"],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    ...(tls ? { 'upgrade-insecure-requests': [] } : {}),
  };
}
