// A straight road of 20 km to import as a route.
export const ROAD = {
  type: 'Feature',
  properties: { name: 'Test road' },
  geometry: {
    type: 'LineString',
    coordinates: [
      [36.57, 32.53],
      [36.57, 32.62],
      [36.57, 32.71],
    ],
  },
};
