// A function that cannot start.
throw new RangeError('told not to start');
