//! Memory that lives as long as a pool: a configuration's, or a request's.

use core::ffi::c_void;
use core::mem::{MaybeUninit, align_of, size_of};
use core::ptr::NonNull;

use ngx::ffi::{NGX_ALIGNMENT, ngx_palloc, ngx_pnalloc, ngx_pool_cleanup_t, ngx_pool_t};

/// What nginx calls for a value when its pool is destroyed.
pub type Cleanup = unsafe extern "C" fn(*mut c_void);

/// Drops a value of type `T` in place: the usual [`Cleanup`].
///
/// # Safety
///
/// `data` must hold a `T` that no one else drops.
pub unsafe extern "C" fn drop_value<T>(data: *mut c_void) {
    // SAFETY: the caller's contract.
    unsafe { core::ptr::drop_in_place(data.cast::<T>()) };
}

/// Moves `value` into the pool, and has `cleanup` called for it when the pool is destroyed.
///
/// Returns `None` when memory is short; `value` is dropped then.
///
/// # Safety
///
/// `pool` must be a valid pool, `cleanup` must be right for a `T`, and whatever `value` borrows
/// must outlive the pool.
pub unsafe fn adopt<T>(pool: *mut ngx_pool_t, value: T, cleanup: Cleanup) -> Option<NonNull<T>> {
    // SAFETY: the caller's contract.
    unsafe { adopt_new(pool, || value, cleanup) }
}

/// As [`adopt`], for a value that is made in its place.
///
/// # Safety
///
/// As for [`adopt`].
pub unsafe fn adopt_new<T>(
    pool: *mut ngx_pool_t,
    value: impl FnOnce() -> T,
    cleanup: Cleanup,
) -> Option<NonNull<T>> {
    // SAFETY: the caller's contract.
    unsafe { adopt_with_room(pool, |_: NonNull<MaybeUninit<()>>| value(), cleanup) }
}

/// As [`adopt_new`], for a value that is given room for an `R`, which it may need later: no second
/// allocation then.
///
/// Does what ngx_pool_cleanup_add() does, which allocates twice by itself.
///
/// # Safety
///
/// As for [`adopt`]. An `R` in the room is dropped by no one.
pub unsafe fn adopt_with_room<T, R>(
    pool: *mut ngx_pool_t,
    value: impl FnOnce(NonNull<MaybeUninit<R>>) -> T,
    cleanup: Cleanup,
) -> Option<NonNull<T>> {
    const { assert!(align_of::<Adopted<T, R>>() <= NGX_ALIGNMENT) };
    // SAFETY: the caller vouches for the pool; ngx_palloc() aligns to NGX_ALIGNMENT, and gives as
    // many bytes as were asked for. The entry lives as long as the list that it joins.
    unsafe {
        let memory = ngx_palloc(pool, size_of::<Adopted<T, R>>()).cast::<Adopted<T, R>>();
        let adopted = NonNull::new(memory)?.as_ptr();
        let data = &raw mut (*adopted).value;
        data.write(value(NonNull::new(&raw mut (*adopted).room)?));
        (&raw mut (*adopted).entry).write(ngx_pool_cleanup_t {
            handler: Some(cleanup),
            data: data.cast(),
            next: (*pool).cleanup,
        });
        (*pool).cleanup = &raw mut (*adopted).entry;
        NonNull::new(data)
    }
}

/// A value, its entry in the pool's list of cleanups, and room that it was given.
struct Adopted<T, R> {
    entry: ngx_pool_cleanup_t,
    value: T,
    room: MaybeUninit<R>,
}

/// The value that was last adopted with this very `cleanup`.
///
/// Two mentions of a generic function may have two addresses: to find a value again, `cleanup`
/// must come from one `static` both times.
///
/// # Safety
///
/// `pool` must be a valid pool, and `cleanup` must have been used for values of type `T` only.
pub unsafe fn find<T>(pool: *mut ngx_pool_t, cleanup: Cleanup) -> Option<NonNull<T>> {
    // SAFETY: the cleanups of a valid pool are a list that ends in NULL.
    unsafe {
        let mut entry: *mut ngx_pool_cleanup_t = (*pool).cleanup;
        while let Some(found) = entry.as_ref() {
            if found.handler.is_some_and(|handler| handler as usize == cleanup as usize) {
                return NonNull::new(found.data.cast());
            }
            entry = found.next;
        }
    }
    None
}

/// Room in the pool for a value that needs no destructor.
///
/// # Safety
///
/// `pool` must be a valid pool; the room must not be used after it.
pub unsafe fn room<T>(pool: *mut ngx_pool_t) -> Option<NonNull<MaybeUninit<T>>> {
    const { assert!(align_of::<T>() <= NGX_ALIGNMENT && !core::mem::needs_drop::<T>()) };
    // SAFETY: the caller vouches for the pool; ngx_palloc() aligns to NGX_ALIGNMENT.
    NonNull::new(unsafe { ngx_palloc(pool, size_of::<T>()) }.cast())
}

/// The values that `items` gives, side by side in the pool; `None` where one of them is none, too.
///
/// # Safety
///
/// `pool` must be a valid pool; the values must not be used after it.
pub unsafe fn collect<'a, T: Copy>(
    pool: *mut ngx_pool_t,
    items: impl ExactSizeIterator<Item = Option<T>>,
) -> Option<&'a [T]> {
    const { assert!(align_of::<T>() <= NGX_ALIGNMENT) };
    let (count, mut len) = (items.len(), 0);
    if count == 0 {
        return Some(&[]);
    }
    // SAFETY: the caller vouches for the pool; ngx_palloc() aligns to NGX_ALIGNMENT, and gives room for
    // `count` values, of which as many are read as were written.
    unsafe {
        let memory = NonNull::new(ngx_palloc(pool, count * size_of::<T>()).cast::<T>())?;
        for item in items.take(count) {
            memory.add(len).write(item?);
            len += 1;
        }
        Some(core::slice::from_raw_parts(memory.as_ptr(), len))
    }
}

/// `len` bytes of the pool, all zero.
///
/// # Safety
///
/// `pool` must be a valid pool; the bytes must not be used after it.
pub unsafe fn bytes<'a>(pool: *mut ngx_pool_t, len: usize) -> Option<&'a mut [u8]> {
    // SAFETY: the caller vouches for the pool; what ngx_pnalloc() returns is writable for as many
    // bytes as were asked for, and no one else knows it.
    unsafe {
        let memory = NonNull::new(ngx_pnalloc(pool, len.max(1)).cast::<u8>())?;
        memory.write_bytes(0, len);
        Some(core::slice::from_raw_parts_mut(memory.as_ptr(), len))
    }
}

/// The pieces that `give` puts, one after the other. `give` is run twice, and must put the same
/// each time.
///
/// # Safety
///
/// As for [`bytes`].
pub unsafe fn concat<'a>(
    pool: *mut ngx_pool_t,
    give: impl Fn(&mut dyn FnMut(&[u8])),
) -> Option<&'a [u8]> {
    let mut len = 0;
    give(&mut |piece| len += piece.len());
    // SAFETY: the caller's contract.
    let out = unsafe { bytes(pool, len)? };
    let mut rest = &mut *out;
    give(&mut |piece| {
        if let Some((now, later)) = core::mem::take(&mut rest).split_at_mut_checked(piece.len()) {
            now.copy_from_slice(piece);
            rest = later;
        }
    });
    Some(out)
}
