//! For whom.

use super::{Row, of};

pub fn rows() -> Vec<Row> {
    let bound = |ip: &str| of(&format!("1893456000/coffee_run/{ip} secret_key"));
    let (one, net) = ("--ip 203.0.113.42", "--ip 203.0.113.42 --network /24");
    let six = "--ip 2001:db8::a:1";
    vec![
        (
            &["bound"],
            "--other-ip 203.0.113.42",
            bound("203.0.113.42"),
            &[
                "the token is bound to 203.0.113.42, and the location has \"secure_token_bind_ip off\": sign without an address, or bind there too",
            ],
        ),
        (
            &["bound"],
            "",
            bound("127.0.0.1"),
            &[
                "the token is bound to 127.0.0.1, and the location has \"secure_token_bind_ip off\": sign without an address, or bind there too",
            ],
        ),
        (
            &["not-bound"],
            one,
            bound(""),
            &[
                "the token is not bound to an address, and the location binds: sign for 203.0.113.42",
            ],
        ),
        (
            &["other-address"],
            "--ip 203.0.113.42 --other-ip 198.51.100.7 --other-ip 10.0.0.1",
            bound("10.0.0.1"),
            &["the token is bound to 10.0.0.1: sign for the address that nginx sees, 203.0.113.42"],
        ),
        (
            &["other-address"],
            one,
            bound("::1"),
            &["the token is bound to ::1: sign for the address that nginx sees, 203.0.113.42"],
        ),
        (
            &["whole-address"],
            net,
            bound("203.0.113.42"),
            &[
                "the token is bound to the whole address 203.0.113.42: sign for the network's, 203.0.113.0",
            ],
        ),
        (
            &["other-network"],
            net,
            bound("203.0.0.0"),
            &[
                "the token is bound to 203.0.0.0, by another prefix length than the location has: sign for 203.0.113.0",
            ],
        ),
        (
            &["other-network"],
            one,
            bound("192.0.0.0"),
            &[
                "the token is bound to 192.0.0.0, by another prefix length than the location has: sign for 203.0.113.42",
            ],
        ),
        (
            &["other-network"],
            six,
            bound("2001:db8::"),
            &[
                "the token is bound to 2001:db8::, by another prefix length than the location has: sign for 2001:db8::a:1",
            ],
        ),
        (
            &["prefix-length"],
            net,
            bound("203.0.113.0/24"),
            &[
                "the token is bound to \"203.0.113.0/24\", with the prefix length: sign for the address alone, 203.0.113.0",
            ],
        ),
        (
            &["address-spelling"],
            one,
            bound("::ffff:203.0.113.42"),
            &[
                "the token is bound to \"::ffff:203.0.113.42\": write the address as nginx does, 203.0.113.42",
            ],
        ),
        (
            &["address-spelling"],
            "--ip 203.0.113.42 --other-ip 10.0.0.1",
            bound("203.0.113.42, 10.0.0.1"),
            &[
                "the token is bound to \"203.0.113.42, 10.0.0.1\": write the address as nginx does, 203.0.113.42",
            ],
        ),
        (
            &["address-spelling"],
            six,
            bound("2001:0db8:0000:0000:0000:0000:000a:0001"),
            &[
                "the token is bound to \"2001:0db8:0000:0000:0000:0000:000a:0001\": write the address as nginx does, 2001:db8::a:1",
            ],
        ),
    ]
}
