//! `OpenStack` Cinder.
