//! The cache: sled behind trees that are generic over their record. Disposable.
